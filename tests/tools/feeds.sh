# shellcheck shell=bash
# Small recordings of a spot and a perp market that stay in step, on stdout.

# perp_feed STEPS: a snapshot and changes of a USD-margined book, each with its quote; 20 a second.
perp_feed() {
  awk -v steps="$1" 'BEGIN {
    start = 1700000000
    printf "%d000000000 {\"lastUpdateId\":100,\"E\":%d000,\"T\":%d000,", start, start, start
    printf "\"bids\":[[\"60000.0\",\"5.000\"],[\"59999.9\",\"9.000\"]],\"asks\":[[\"60000.1\",\"5.000\"],[\"60000.2\",\"9.000\"]]}\n"
    for (i = 1; i <= steps; ++i) {
      ns = sprintf("%d%09d", start + int(i / 20), i % 20 * 50000000)
      ms = sprintf("%d%03d", start + int(i / 20), i % 20 * 50)
      size = 5 + i % 7
      printf "%s {\"stream\":\"btcusdt@depth@0ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":%s,\"T\":%s,\"s\":\"BTCUSDT\",", ns, ms, ms
      printf "\"U\":%d,\"u\":%d,\"pu\":%d,\"b\":[[\"60000.0\",\"%d.000\"]],\"a\":[]}}\n", 99 + i, 100 + i, 99 + i, size
      printf "%s {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"e\":\"bookTicker\",\"u\":%d,\"s\":\"BTCUSDT\",\"b\":\"60000.0\",", ns, 100 + i
      printf "\"B\":\"%d.000\",\"a\":\"60000.1\",\"A\":\"5.000\",\"T\":%s,\"E\":%s}}\n", size, ms, ms
      if (i % 20 == 0)
        printf "%s {\"stream\":\"btcusdt@markPrice@1s\",\"data\":{\"e\":\"markPriceUpdate\",\"E\":%s,\"s\":\"BTCUSDT\",\"p\":\"60000.05000000\",\"i\":\"60000.00000000\",\"P\":\"60000.00000000\",\"r\":\"0.00150000\",\"T\":1700006400000}}\n", ns, ms
    }
  }'
}

# spot_feed STEPS: the same of a spot book.
spot_feed() {
  awk -v steps="$1" 'BEGIN {
    start = 1700000000
    printf "%d000000001 {\"lastUpdateId\":500,\"bids\":[[\"59990.00\",\"5.00000\"]],\"asks\":[[\"59990.01\",\"5.00000\"]]}\n", start
    for (i = 1; i <= steps; ++i) {
      ns = sprintf("%d%09d", start + int(i / 20), i % 20 * 50000000 + 1)
      ms = sprintf("%d%03d", start + int(i / 20), i % 20 * 50)
      printf "%s {\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":%s,\"s\":\"BTCUSDT\",", ns, ms
      printf "\"U\":%d,\"u\":%d,\"b\":[[\"59990.00\",\"%d.00000\"]],\"a\":[]}}\n", 500 + i, 500 + i, 3 + i % 5
    }
  }'
}
