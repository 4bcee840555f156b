"""The sample clips with their truth, and the renderer that draws them: a small camera simulator."""
