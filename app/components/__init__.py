"""Small pieces that several pages share; none of them knows where its data comes from."""
