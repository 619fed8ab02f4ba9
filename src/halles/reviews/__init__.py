"""Reviews by people who received what they review: stars, words, pictures, one reply, one follow-up."""
