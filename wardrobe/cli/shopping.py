"""`otjang shopping`: the shopping list, and an order confirmed by hand."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.common import FAULT, JsonOption, Session, household, note, say, say_json, show
from wardrobe.money import plain, shown
from wardrobe.ordering import Order

shopping = typer.Typer(no_args_is_help=True, help="The shopping list.")

OrderId = Annotated[int, typer.Argument(help="Id that `otjang shopping list` shows.")]


@shopping.command("list")
def list_orders(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show what is on the list and what became of it."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.orders.listed(household(house))
    if as_json:
        say_json([_json(one) for one in found])
        return
    table = Table("Order", "What", "Size", "Price", "State")
    for one in found:
        state = one.state if one.failure is None else f"{one.state}: {one.failure.message}"
        table.add_row(str(one.id), one.item.title, one.size or "", _price(one), state)
    show(table, nothing="The shopping list is empty.")


@shopping.command("add")
def add(
    ctx: typer.Context,
    item_id: Annotated[int, typer.Argument(help="Id of an item of a catalogue.")],
    size: Annotated[str | None, typer.Option(help="Size to order.")] = None,
) -> None:
    """Put an item on the list. Nothing is ordered by it."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        order_id = house.orders.add(home, house.accounts.only_person(home), item_id, size)
        title = house.orders.get(home, order_id).item.title
    say(f"{order_id}: {title} is on the shopping list.")


@shopping.command("remove")
def remove(ctx: typer.Context, order_id: OrderId) -> None:
    """Take an order off the list."""
    session: Session = ctx.obj
    with session.house() as house:
        house.orders.remove(household(house), order_id)
    say(f"{order_id} is off the list.")


@shopping.command("confirm")
def confirm(
    ctx: typer.Context,
    order_id: OrderId,
    yes: Annotated[bool, typer.Option("--yes", help="Order it. Without this nothing happens.")] = False,
) -> None:
    """Confirm an order: prints the shop's page to open, or posts it to the owner's webhook.

    Asks for the PIN where there is one; scripts give it in OTJANG_PIN.
    """
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        order = house.orders.get(home, order_id)
        note(f"{order.item.title}, {_price(order) or 'price not known'}")
        if not yes:
            note("Nothing was ordered. Add --yes to order it at this price.")
            raise typer.Exit(FAULT)
        pin = None
        if house.orders.terms(home).has_pin:
            pin = os.environ.get("OTJANG_PIN") or typer.prompt("PIN", hide_input=True)
        confirmed = house.orders.confirm(home, order_id, order.price, pin)
        if confirmed.state == "sending":
            house.orders.sending.work()
        order = house.orders.get(home, order_id)
    if confirmed.link:
        say(confirmed.link)
    elif order.failure is not None:
        say(f"{order.state}: {order.failure.message}")
    else:
        say(order.state)


@shopping.command("forget-pin")
def forget_pin(ctx: typer.Context) -> None:
    """Take away the PIN that confirming asks for. Set a new one in the settings of the app."""
    session: Session = ctx.obj
    with session.house() as house:
        house.orders.forget_pin(household(house))
    say("There is no PIN any more.")


def _price(one: Order) -> str:
    return shown(*one.price) if one.price else ""


def _json(one: Order) -> dict[str, object]:
    return {
        "id": one.id,
        "item_id": one.item.id,
        "title": one.item.title,
        "size": one.size,
        "price": plain(*one.price) if one.price else None,
        "currency": one.price and one.price[1],
        "link": one.item.link,
        "state": one.state,
        "failure": one.failure and one.failure.message,
    }
