"""Links by which friends see one picture of the wardrobe, or two, and nothing else."""

from wardrobe.sharing.shares import Share, Subject, Terms, Treatment

__all__ = ["Share", "Subject", "Terms", "Treatment"]
