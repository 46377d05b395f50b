"""How the judge of outfits was made: stylists' outfits in, a style of each garment out."""
