"""实地督查: whom to visit, what was found on site, how far a figure is true."""
