// Two models of a few atoms as the Protein Data Bank writes them: an alternative place, a glued line, an old line without element.

export const pdbText = `HEADER    WATER
CRYST1   10.000   11.000   12.000  90.00  90.00  90.00 P 1           1
MODEL        1
ATOM      1  O   HOH A   1       1.000   2.000   3.000  1.00  0.00           O
HETATM    2  H1  HOH A   1      -1.234   2.500   3.100  1.00  0.00           H
HETATM    3  H1 BHOH A   1       9.999   9.999   9.999  1.00  0.00           H
HETATM    4 CA   CA  A   2    -100.000-200.000-300.000  1.00  0.00          CA
ENDMDL
MODEL        2
ATOM      1  O   HOH A   1       1.100   2.000   3.000
ENDMDL
END
`;
