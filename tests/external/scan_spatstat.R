# Likelihood ratios of spatstat's scan at its own centres, one file a radius.
# Rscript scan_spatstat.R points.csv radii folder
suppressMessages({library(spatstat.geom); library(spatstat.explore)})
words <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(words[1], stringsAsFactors = FALSE)
radii <- as.numeric(strsplit(words[2], ",")[[1]])
marks <- factor(rows$case, levels = c("other", "vacant"))
X <- ppp(rows$x, rows$y, range(rows$x), range(rows$y), marks = marks, checkdup = FALSE)
for (r in radii) {
  S <- scanLRTS(X, r, method = "binomial", case = "vacant", dimyx = c(64, 64))
  # spatstat 3.0 counts around points spread from edge to edge of the image, not around the
  # middles of its pixels: those are its centres
  xs <- seq(S$xrange[1], S$xrange[2], length.out = S$dim[2])
  ys <- seq(S$yrange[1], S$yrange[2], length.out = S$dim[1])
  write.csv(
    data.frame(x = formatC(rep(xs, each = length(ys)), digits = 17, format = "g"),
               y = formatC(rep(ys, length(xs)), digits = 17, format = "g"),
               lrts = formatC(as.vector(S$v), digits = 17, format = "g")),
    file.path(words[3], paste0("r", r, ".csv")), row.names = FALSE, quote = FALSE)
}
whole <- scan.test(X, radii, method = "binomial", case = "vacant", nsim = 199, verbose = FALSE,
                   dimyx = c(64, 64))
cat(sprintf("%.17g %.4f\n", whole$statistic, whole$p.value))
