"""What is asked of the kernel about video devices: structures as it has them, and what is read from its answers."""

from __future__ import annotations

import errno
import os
import shutil
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from camera_device.cameras import v4l2_device as device
from camera_device.cameras.v4l2_device import MJPEG, YUYV, Device, Mode, Setting

META = 0x0080_0000
STRUCTURES = {
    "QUERYCAP": (device.CAPABILITY, "v4l2_capability", 104),
    "ENUM_FMT": (device.FORMAT, "v4l2_fmtdesc", 64),
    "ENUM_FRAMESIZES": (device.FRAME_SIZE, "v4l2_frmsizeenum", 44),
    "ENUM_FRAMEINTERVALS": (device.FRAME_INTERVAL, "v4l2_frmivalenum", 52),
    "G_CTRL": (device.CONTROL, "v4l2_control", 8),
    "S_CTRL": (device.CONTROL, "v4l2_control", 8),
}
"""Request, how it is packed here, its structure and that one's size in ``linux/videodev2.h``."""


@dataclass
class Node:
    """One /dev/video file as the kernel describes it."""

    card: str
    bus: str = "usb-0000:00:14.0-1"
    driver: str = "uvcvideo"
    capabilities: int = device.CAPTURE | device.STREAMING
    modes: list[Mode] = field(default_factory=list)
    controls: dict[int, int] = field(default_factory=dict)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Node]:
    """Nodes by name, in ``tmp_path``; add some."""
    nodes: dict[str, Node] = {}

    def ioctl(handle: int, request: int, buffer: bytearray, mutate: bool) -> int:
        node = nodes[Path(f"/proc/self/fd/{handle}").readlink().name]
        assert mutate
        buffer[:] = answer(node, request, bytes(buffer))
        return 0

    monkeypatch.setattr(device.fcntl, "ioctl", ioctl)
    return nodes


def answer(node: Node, request: int, given: bytes) -> bytes:
    """What the kernel puts into a structure."""
    if request == device.QUERYCAP:
        every = node.capabilities | META
        texts = (node.driver.encode(), node.card.encode(), node.bus.encode())
        return device.CAPABILITY.pack(*texts, 0, every, node.capabilities)
    if request in (device.G_CTRL, device.S_CTRL):
        control, to = device.CONTROL.unpack(given)
        if control not in node.controls:
            raise OSError(errno.EINVAL, "")
        if request == device.S_CTRL:
            node.controls[control] = to
        return device.CONTROL.pack(control, node.controls[control])
    formats = sorted({mode.pixel_format for mode in node.modes})
    try:
        if request == device.ENUM_FMT:
            index = device.FORMAT.unpack(given)[0]
            return device.FORMAT.pack(index, 1, 0, b"", int.from_bytes(formats[index], "little"))
        if request == device.ENUM_FRAMESIZES:
            index, code = device.FRAME_SIZE.unpack(given)[:2]
            of_format = [mode for mode in node.modes if mode.pixel_format == code.to_bytes(4, "little")]
            return device.FRAME_SIZE.pack(index, code, 1, of_format[index].width, of_format[index].height)
        index, code, width, height = device.FRAME_INTERVAL.unpack(given)[:4]
        rates = [one.rate for one in node.modes if (one.width, one.height) == (width, height)]
        return device.FRAME_INTERVAL.pack(index, code, width, height, 1, 1, int(rates[index]))
    except IndexError:
        raise OSError(errno.EINVAL, "") from None


def plug_in(nodes: dict[str, Node], folder: Path, **described: Node) -> None:
    for name, node in described.items():
        (folder / name).touch()
        nodes[name] = node


@pytest.mark.parametrize("request_name", STRUCTURES)
def test_structures_have_the_size_that_their_request_says(request_name: str) -> None:
    layout, _, size = STRUCTURES[request_name]
    request = getattr(device, request_name)
    assert layout.size == size
    assert request >> 16 & 0x3FFF == size, "ioctl.h: bits 16 to 29 are the size"
    assert request >> 8 & 0xFF == ord("V")


@pytest.mark.skipif(
    not shutil.which("cc") or not Path("/usr/include/linux/videodev2.h").exists(), reason="needs cc and kernel headers"
)
def test_numbers_are_those_of_the_kernels_headers(tmp_path: Path) -> None:
    checks = [f"VIDIOC_{name} == {getattr(device, name):#x}" for name in STRUCTURES]
    checks += [f"sizeof(struct {name}) == {layout.size}" for layout, name, _ in STRUCTURES.values()]
    checks += [f"V4L2_CID_{setting.name} == {setting.value:#x}" for setting in Setting]
    checks += [
        f"V4L2_CAP_VIDEO_CAPTURE == {device.CAPTURE}",
        f"V4L2_CAP_STREAMING == {device.STREAMING}",
        f"V4L2_PIX_FMT_MJPEG == {int.from_bytes(MJPEG, 'little')}",
        f"V4L2_PIX_FMT_YUYV == {int.from_bytes(YUYV, 'little')}",
        f"V4L2_EXPOSURE_MANUAL == {device.EXPOSURE_MANUAL}",
        f"V4L2_EXPOSURE_APERTURE_PRIORITY == {device.EXPOSURE_APERTURE_PRIORITY}",
        f"V4L2_FRMSIZE_TYPE_DISCRETE == {device._DISCRETE}",
        "offsetof(struct v4l2_frmsizeenum, discrete) == 12",
        "offsetof(struct v4l2_frmivalenum, discrete) == 20",
        "offsetof(struct v4l2_fmtdesc, pixelformat) == 44",
        "offsetof(struct v4l2_capability, device_caps) == 88",
    ]
    code = "#include <stddef.h>\n#include <linux/videodev2.h>\n"
    code += "".join(f'_Static_assert({check}, "");\n' for check in checks)
    (tmp_path / "check.c").write_text(code)
    done = subprocess.run(["cc", "-c", "check.c"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_fields_are_where_the_kernel_has_them() -> None:
    capability = device.CAPABILITY.pack(b"d", b"c", b"b", 1, 2, 3)
    assert struct.unpack_from("=I", capability, 88) == (3,)
    assert struct.unpack_from("=I", device.FORMAT.pack(0, 1, 2, b"", 9), 44) == (9,)
    assert struct.unpack_from("=2I", device.FRAME_SIZE.pack(0, 1, 2, 8, 9), 12) == (8, 9)
    assert struct.unpack_from("=2I", device.FRAME_INTERVAL.pack(0, 1, 2, 3, 4, 8, 9), 20) == (8, 9)


def test_only_cameras_are_listed_in_the_kernels_order(kernel: dict[str, Node], tmp_path: Path) -> None:
    plug_in(
        kernel,
        tmp_path,
        video10=Node("Second webcam"),
        video2=Node("HD Webcam"),
        video3=Node("HD Webcam", capabilities=META | device.STREAMING),
        video4=Node("unicam", "platform:fe801000.csi", "unicam"),
        video14=Node("bcm2835-isp", "platform:bcm2835-isp", "bcm2835-isp"),
        video20=Node("Dummy", "platform:v4l2loopback-000", "v4l2 loopback"),
    )
    (tmp_path / "video-notes").touch()
    found = device.devices(tmp_path)
    assert found == [
        Device(tmp_path / "video2", "HD Webcam"),
        Device(tmp_path / "video10", "Second webcam"),
        Device(tmp_path / "video20", "Dummy"),
    ]


def test_a_file_that_is_no_video_device_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    assert device.devices(tmp_path) == []


def test_modes_are_read_with_their_rate(kernel: dict[str, Node], tmp_path: Path) -> None:
    modes = [Mode(MJPEG, 1920, 1080, 30.0), Mode(MJPEG, 640, 480, 60.0), Mode(YUYV, 320, 240, 15.0)]
    plug_in(kernel, tmp_path, video0=Node("HD Webcam", modes=[*modes, Mode(b"H264", 1920, 1080, 30.0)]))
    kernel["video0"].modes[-1] = Mode(b"H264", 1280, 960, 30.0)
    assert sorted(device.modes(tmp_path / "video0"), key=lambda mode: -mode.width) == modes


def test_controls_are_read_and_changed_where_there_are_some(kernel: dict[str, Node], tmp_path: Path) -> None:
    plug_in(kernel, tmp_path, video0=Node("HD Webcam", controls={Setting.FOCUS_AUTO: 1}))
    path = tmp_path / "video0"
    assert device.value(path, Setting.FOCUS_AUTO) == 1
    assert device.change(path, Setting.FOCUS_AUTO, 0)
    assert device.value(path, Setting.FOCUS_AUTO) == 0
    assert device.value(path, Setting.EXPOSURE_AUTO) is None
    assert not device.change(path, Setting.EXPOSURE_AUTO, 1)
    assert not device.change(tmp_path / "gone", Setting.FOCUS_AUTO, 0)


def test_the_program_that_holds_a_device_is_found(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    assert device.holder(node) is None
    with node.open("rb") as held, subprocess.Popen(["sleep", "30"], pass_fds=[held.fileno()]) as program:
        try:
            assert device.holder(node) == f"sleep ({program.pid})"
        finally:
            program.kill()


def test_being_the_holder_oneself_does_not_count(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    handle = os.open(node, os.O_RDONLY)
    assert device.holder(node) is None
    os.close(handle)
