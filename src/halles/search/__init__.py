"""One search over products, videos, live shows, creators and shops, in the words and the languages people use."""
