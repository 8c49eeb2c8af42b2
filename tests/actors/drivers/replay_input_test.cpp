#include "actors/drivers/replay_input.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/marketdata/recording_writer.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

/// Writes frames of BTCUSDT of Binance spot, one for each (seconds, connection); a negative connection has ended.
std::filesystem::path recording_of(const std::filesystem::path& file, const std::vector<std::pair<int, int>>& frames) {
  const UtcTime began = UtcTime::from_nanos(1'700'000'000'000'000'000);
  auto writer = RecordingWriter::create(file, began);
  REQUIRE(writer.has_value());
  const auto source = writer.value().source("binance_spot", "wss://stream.binance.com:9443/stream");
  REQUIRE(source.has_value());
  for (const auto& [second, connection] : frames) {
    Frame frame;
    frame.received = began + kSecond * second;
    frame.connection = static_cast<std::uint32_t>(connection < 0 ? -connection : connection);
    if (connection >= 0) frame.bytes = R"({"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT"}})";
    REQUIRE(writer.value().add(frame, source.value()).has_value());
  }
  REQUIRE(writer.value().close().has_value());
  return file;
}

/// "3 3! 4": connections in the order of the frames; an exclamation mark: it ends.
std::string connections(const std::vector<std::filesystem::path>& files) {
  auto input = ReplayInput::open(files, std::nullopt);
  REQUIRE(input.has_value());
  std::string text;
  ReplayFrame next;
  for (auto more = input.value()->next(next); more.has_value() && more.value(); more = input.value()->next(next))
    text +=
        (text.empty() ? "" : " ") + std::to_string(next.frame.connection) + (next.frame.ends_connection() ? "!" : "");
  return text;
}

TEST_CASE("replay input: connections of several recordings have numbers of their own, from the number of files on") {
  const TemporaryFolder folder;
  const auto one = recording_of(folder.path() / "one.rec", {{1, 1}, {2, 0}, {3, 7}, {4, -1}, {6, 7}});
  CHECK(connections({one}) == "1 0 2 1! 2");
  // The second begins to count at 1 as well; the end of the first's is not the end of its own.
  const auto two = recording_of(folder.path() / "two.rec", {{2, 1}, {5, 1}});
  CHECK(connections({one, two}) == "2 0 3 4 2! 3 4");
}

}  // namespace
}  // namespace basis::test
