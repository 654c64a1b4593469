"""Pages of exporters and licences."""
