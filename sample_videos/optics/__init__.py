"""From geometry to a camera's pixels: camera, rasteriser, light, shadow, sensor."""
