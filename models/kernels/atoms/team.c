// The hot loops of classical molecular dynamics and of what is counted of it: one module, so that positions, lists and forces stay in
// one memory.
#include "build.h"
#include "effective-medium.h"
#include "embedded-atom.h"
#include "histograms.h"
#include "motion.h"
#include "noise.h"
#include "stillinger-weber.h"
#include "tersoff.h"
