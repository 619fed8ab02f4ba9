"""How shops and creators do: scores that anybody can work out again, and patterns that staff should look at."""
