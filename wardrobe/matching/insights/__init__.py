"""What the looks of the past and the arrivals of catalogues say: statistics, leanings, trends, groups of like taste."""
