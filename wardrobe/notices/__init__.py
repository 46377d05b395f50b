"""What is told to people outside the app: at most one pick and one outfit a day, by channels of their own choice."""

from wardrobe.notices.channels import Channel
from wardrobe.notices.notices import Made, Notice, NoticeChoices, Notices

__all__ = ["Channel", "Made", "Notice", "NoticeChoices", "Notices"]
