"""What a household owns and wears: looks come in, garments are recognised, wears are counted.

``house.House`` opens everything that a process needs; the other modules are one idea each.
"""
