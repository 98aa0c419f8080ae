"""Towns compared without lying: limits of chance, shrunken rates, reasons why not."""
