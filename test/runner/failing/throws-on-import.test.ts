// A file that throws before any test is declared.
throw new Error("on import");
