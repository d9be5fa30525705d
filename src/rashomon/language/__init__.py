"""What a language needs: words, sentences, quotation marks, names, and the packs that hold its vocabulary."""
