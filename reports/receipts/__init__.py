"""The receipt of a signature as a sealed PDF: made for every submission, published nowhere."""
