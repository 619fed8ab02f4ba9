"""The demo world: shops, goods, films and people, made on the machine, the same every time."""
