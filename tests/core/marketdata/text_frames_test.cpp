#include "core/marketdata/text_frames.hpp"

#include <doctest/doctest.h>

#include "core/marketdata/open_frames.hpp"
#include "tests/core/marketdata/recording_support.hpp"

namespace basis {
namespace {

using namespace test;

OwnFrame line(std::int64_t received, std::string bytes, std::string channel = "") {
  return {received, 0, 0, FrameDirection::in, "", std::move(channel), std::move(bytes)};
}

TextFrames text(std::string_view bytes, TextFormat format = TextFormat::feed_ns) {
  return TextFrames(std::make_unique<MemoryBytes>(bytes), format);
}
TextFrames zipped(std::string_view bytes, TextFormat format = TextFormat::feed_ns) {
  return TextFrames(std::make_unique<GzipBytes>(std::make_unique<MemoryBytes>(bytes)), format);
}

TEST_CASE("lines of the three formats") {
  TextFrames feed = text("1723161253937085768 {\"a\": 1}\n1723161253937085769 ping\n");
  CHECK(read_all(feed) == std::vector{line(1723161253937085768, "{\"a\": 1}"), line(1723161253937085769, "ping")});
  CHECK(feed.report().clean());
  CHECK(feed.report().frames == 2);

  TextFrames micro = text("1680652700423575 {}\n", TextFormat::feed_us);
  CHECK(read_all(micro) == std::vector{line(1680652700423575000, "{}")});

  TextFrames rest = text("5 https://a.example/x?y=1 {\"b\": [1, 2]}\n", TextFormat::rest_ns);
  CHECK(read_all(rest) == std::vector{line(5, "{\"b\": [1, 2]}", "https://a.example/x?y=1")});
}

TEST_CASE("the digits of a stamp tell its unit, whatever the file's name says") {
  for (const TextFormat format : {TextFormat::feed_ns, TextFormat::feed_us}) {
    TextFrames feed = text(
        "1764000001 s\n1764000001002 ms\n1764000001002003 us\n1764000001002003004 ns\n17640000010 x\n"
        "17640000010020 y\n",
        format);
    CHECK(read_all(feed) == std::vector{line(1764000001000000000, "s"), line(1764000001002000000, "ms"),
                                        line(1764000001002003000, "us"), line(1764000001002003004, "ns")});
    CHECK(feed.report().bad_lines == 2);
    CHECK(feed.report().faults.front() ==
          "line 5 starts with a time of no known unit (10 digits are seconds, 13 ms, 16 us, 19 ns)");
  }
}

TEST_CASE("a last line without its end counts; carriage returns belong to the frame") {
  TextFrames feed = text("1 a\r\n2 b");
  CHECK(read_all(feed) == std::vector{line(1, "a\r"), line(2, "b")});
  CHECK(feed.report().clean());
}

TEST_CASE("bad lines are counted and passed over, the first ten kept") {
  TextFrames feed = text("1 a\n\nx b\n1x c\n-4 d\n0 e\n99999999999999999999 f\n7\n8 \n 9 g\n10 h\n");
  CHECK(read_all(feed) == std::vector{line(1, "a"), line(10, "h")});
  CHECK(feed.report().bad_lines == 9);
  CHECK(feed.report().faults ==
        std::vector<std::string>{"line 2 has no space after a time", "line 3 does not start with a time",
                                 "line 4 does not start with a time", "line 5 does not start with a time",
                                 "line 6 does not start with a time", "line 7 does not start with a time",
                                 "line 8 has no space after a time", "line 9 holds no frame",
                                 "line 10 does not start with a time"});
  std::string many;
  for (int i = 0; i < 50; ++i) many += "bad\n";
  TextFrames bad = text(many);
  CHECK(read_all(bad).empty());
  CHECK(bad.report().bad_lines == 50);
  CHECK(bad.report().faults.size() == 10);
  CHECK(bad.report().faults.back() == "line 10 has no space after a time");

  TextFrames rest = text("5 nothing\n", TextFormat::rest_ns);
  CHECK(read_all(rest).empty());
  CHECK(rest.report().faults.front() == "line 1 has no space after a URL");
  TextFrames late = text("9223372036854776 {}\n", TextFormat::feed_us);
  CHECK(read_all(late).empty());
}

TEST_CASE("an empty text has no frames; an empty gzip file is cut") {
  TextFrames empty = text("");
  CHECK(read_all(empty).empty());
  CHECK(empty.report().clean());
  TextFrames cut = zipped("");
  CHECK(read_all(cut).empty());
  CHECK(cut.report().cut ==
        "the gzip file ends in the middle, after 0 compressed bytes; 0 whole lines before it were read");
  const std::string nothing = gzip("");
  TextFrames whole = zipped(nothing);
  CHECK(read_all(whole).empty());
  CHECK(whole.report().clean());
}

std::string many_lines(int count) {
  std::string all;
  for (int i = 1; i <= count; ++i) all += std::to_string(i) + " {\"n\": " + std::to_string(i * 7919 % 1000) + "}\n";
  return all;
}

TEST_CASE("gzip, in one member or several") {
  const std::string lines = many_lines(5'000);
  TextFrames plain = text(lines);
  const auto expected = read_all(plain);
  const std::string one = gzip(lines);
  TextFrames single = zipped(one);
  CHECK(read_all(single) == expected);
  CHECK(single.report().clean());
  const std::string two = gzip(lines.substr(0, 777)) + gzip(lines.substr(777));
  TextFrames both = zipped(two);
  CHECK(read_all(both) == expected);
  CHECK(both.report().clean());
}

TEST_CASE("a gzip file cut at any byte gives the whole lines before the cut and says so") {
  const std::string lines = many_lines(60);
  TextFrames plain = text(lines);
  const auto expected = read_all(plain);
  const std::string whole = gzip(lines);
  std::size_t most = 0;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    const std::string part = whole.substr(0, cut);
    TextFrames source = zipped(part);
    const auto frames = read_all(source);
    REQUIRE(source.report().cut.has_value());
    REQUIRE(source.report().bad_lines == 0);
    REQUIRE(frames.size() <= expected.size());
    REQUIRE(frames.size() >= most);
    REQUIRE(std::equal(frames.begin(), frames.end(), expected.begin()));
    const std::string says = "; " + std::to_string(frames.size()) + " whole lines before it were read";
    REQUIRE(source.report().cut->ends_with(says));
    most = frames.size();
  }
  CHECK(most == expected.size());  // only the trailing checksum is missing
}

TEST_CASE("a damaged gzip file gives what comes before and never more than it should") {
  const std::string lines = many_lines(2'000);
  TextFrames plain = text(lines);
  const auto expected = read_all(plain);
  const std::string whole = gzip(lines);
  for (std::size_t at = 0; at < whole.size(); at += 13) {
    CAPTURE(at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    TextFrames source = zipped(damaged);
    const auto frames = read_all(source);
    // Header bytes that carry no meaning aside, the damage is seen.
    if (at >= 10) CHECK(source.report().cut.has_value());
    if (frames == expected) continue;
    CHECK(source.report().cut.has_value());
  }
}

TEST_CASE("long lines grow the buffer, too long ones are passed over") {
  const std::string big(3'000'000, 'b');
  std::string lines = "1 a\n2 " + big + "\n3 c\n";
  TextFrames source = text(lines);
  CHECK(read_all(source) == std::vector{line(1, "a"), line(2, big), line(3, "c")});

  const std::string huge(TextFrames::kMostLine * 3, 'h');
  lines = "1 a\n2 " + huge + "\n3 c\n4 " + huge;
  TextFrames longer = text(lines);
  CHECK(read_all(longer) == std::vector{line(1, "a"), line(3, "c")});
  CHECK(longer.report().bad_lines == 2);
  CHECK(longer.report().faults.front() == "line 2 is longer than 33554432 bytes");
  CHECK(longer.report().faults.back() == "line 4 is longer than 33554432 bytes");
  CHECK(longer.memory() < 4 * TextFrames::kMostLine);
}

/// Lines without end but for a count, made as they are read.
class EndlessLines : public ByteSource {
 public:
  explicit EndlessLines(std::uint64_t bytes) : left_(bytes) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    constexpr std::string_view kLine = "1723161253937085768 {\"stream\":\"btcusdt@depth\"}\n";
    std::size_t done = 0;
    for (; done < size && left_ > 0; ++done, --left_) out[done] = kLine[at_++ % kLine.size()];
    return done;
  }

 private:
  std::uint64_t left_;
  std::size_t at_ = 0;
};

TEST_CASE("memory does not depend on the length of the file") {
  TextFrames source(std::make_unique<EndlessLines>(100'000'000), TextFormat::feed_ns);
  const std::size_t before = source.memory();
  Frame frame;
  while (source.next(frame).value()) {
  }
  CHECK(source.report().frames > 2'000'000);
  CHECK(source.memory() == before);
}

TEST_CASE("files are opened by name and content") {
  const Folder folder;
  const auto frames = [](const std::filesystem::path& path) {
    auto source = open_frames(path);
    REQUIRE(source);
    return read_all(*source.value());
  };
  CHECK(frames(folder.write("a.feed.gz", gzip("1 x\n"))) == std::vector{line(1, "x")});
  CHECK(frames(folder.write("b.us.feed.gz", gzip("1 x\n"))) == std::vector{line(1'000, "x")});
  CHECK(frames(folder.write("c.rest.gz", gzip("1 u x\n"))) == std::vector{line(1, "x", "u")});
  CHECK(frames(folder.write("d.feed", "1 x\n")) == std::vector{line(1, "x")});
  CHECK(frames(folder.write("e.feed", gzip("1 x\n"))) == std::vector{line(1, "x")});

  const auto missing = open_frames(folder / "none.feed.gz");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::data);
  CHECK(missing.error().text().find("none.feed.gz: No such file") != std::string::npos);
  const auto unknown = open_frames(folder.write("f.txt", "hello, world, this is text"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().text().find("f.txt: this is no recording") != std::string::npos);
  const auto plain = open_frames(folder.write("g.feed.gz", "1 x\n"));
  REQUIRE(plain);
  CHECK(read_all(*plain.value()).empty());
  CHECK(plain.value()->report().cut.has_value());
}

}  // namespace
}  // namespace basis
