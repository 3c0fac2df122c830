// What a training is going to take, in a sentence.
import type { TrainingForecast } from "@adatom/models/training/forecast.ts";

/** A shorter training is over before its forecast is read. */
const worthSaying = 30;

/** Null where there is nothing to be told: all fits into memory, and it is over soon. */
export function forecastText(forecast: TrainingForecast): string | null {
  const { structures, atoms, featureBytes, streams, descriptorSeconds, epochSeconds, totalSeconds } = forecast;
  if (!streams && (totalSeconds === undefined || totalSeconds < worthSaying)) return null;
  const where = streams ? "streamed from a cache on disk, being more than training.memoryMegabytes" : "in memory";
  const size = `${structures} structures, ${atoms} atoms, ${Math.ceil(featureBytes / 2 ** 20)} MiB of descriptors ${where}`;
  if (descriptorSeconds === undefined || epochSeconds === undefined || totalSeconds === undefined) return `Forecast: ${size}.`;
  return `Forecast: ${size}; about ${time(descriptorSeconds)} for descriptors, ${time(epochSeconds)} an epoch, ${time(totalSeconds)} at most.`;
}

function time(seconds: number): string {
  if (seconds < 100) return `${seconds.toPrecision(2)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toPrecision(2)} h`;
}
