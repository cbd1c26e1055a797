"""Can somebody who does not trust us check what was signed? Keys, signatures, exports and anchors."""
