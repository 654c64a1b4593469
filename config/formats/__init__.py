"""How dates and figures are written, where Django's own way could be misread by readers of many countries."""
