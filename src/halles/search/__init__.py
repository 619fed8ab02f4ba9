"""One search over products, videos, creators and shops, in the words and the languages people use."""
