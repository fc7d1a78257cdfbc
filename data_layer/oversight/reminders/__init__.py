"""提醒: what falls due for whom, in words that name nobody, and its way there."""
