"""Sound: short tones, and spoken words in the camera's language."""

from camera_device.sound.choosing import choose_sounds
from camera_device.sound.sounds import Sounds
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying

__all__ = ["Saying", "Sounds", "Tone", "choose_sounds"]
