#include <doctest/doctest.h>
#include <sys/resource.h>
#include <xxhash.h>

#include <csignal>
#include <cstring>
#include <random>

#include "core/marketdata/open_frames.hpp"
#include "core/marketdata/recording_reader.hpp"
#include "core/marketdata/recording_writer.hpp"
#include "tests/core/marketdata/recording_support.hpp"

namespace basis {
namespace {

using namespace test;

/// Bytes in memory that belong to their source.
class OwnBytes : public ByteSource {
 public:
  explicit OwnBytes(std::string bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
  Result<std::size_t> read(char* out, std::size_t size) override { return source_.read(out, size); }

 private:
  std::string bytes_;
  MemoryBytes source_;
};

std::unique_ptr<RecordingReader> reader_of(std::string bytes) {
  auto reader = RecordingReader::open(std::make_unique<OwnBytes>(std::move(bytes)));
  if (!reader) FAIL(reader.error().text());
  return std::move(reader.value());
}

/// Frames of all kinds: empty, short, long, binary, in and out.
std::vector<OwnFrame> sample(int count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<OwnFrame> frames;
  for (int i = 0; i < count; ++i) {
    std::string bytes(i % 7 == 0 ? 0 : random() % 90, '{');
    for (char& byte : bytes) byte = i % 3 == 0 ? static_cast<char>(random()) : static_cast<char>('a' + i % 20);
    frames.emplace_back(1'700'000'000'000'000'000 + std::int64_t{i} * 1'000'000, 5'000 + i,
                        static_cast<std::uint32_t>(i / 10), i % 5 == 0 ? FrameDirection::out : FrameDirection::in,
                        i % 2 == 0 ? "okx" : "bybit", i % 4 == 0 ? "" : "public/books", bytes);
  }
  return frames;
}

/// A whole recording in memory, `per_block` frames a block, and where each block ends.
struct Recorded {
  std::string bytes;
  std::vector<std::size_t> block_ends;
};
Recorded record(const std::vector<OwnFrame>& frames, std::size_t per_block) {
  Recorded recorded;
  BlockEncoder encoder(3);
  BlockEncoder::append_file_header(recorded.bytes, UtcTime::from_nanos(42));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    encoder.add(frames[i].view(), encoder.source(frames[i].venue, frames[i].channel).value());
    if ((i + 1) % per_block == 0 || i + 1 == frames.size()) {
      encoder.append_block(recorded.bytes);
      recorded.block_ends.push_back(recorded.bytes.size());
    }
  }
  encoder.append_end(recorded.bytes);
  return recorded;
}

TEST_CASE("what is written is read") {
  const Folder folder;
  const auto path = folder / "session.rec";
  const auto frames = sample(3'000);
  auto writer = RecordingWriter::create(path, UtcTime::from_nanos(42), {.block_bytes = 4'096});
  REQUIRE(writer);
  for (const OwnFrame& frame : frames) {
    REQUIRE(writer.value().add(frame.view(), writer.value().source(frame.venue, frame.channel).value()));
  }
  REQUIRE(writer.value().close());
  CHECK(writer.value().written() == std::filesystem::file_size(path));
  CHECK_FALSE(writer.value().add(frames[0].view(), SourceId{0}));
  auto source = open_frames(path);
  REQUIRE(source);
  CHECK(read_all(*source.value()) == frames);
  CHECK(source.value()->report().clean());
  CHECK(source.value()->report().frames == 3'000);
  CHECK(reader_of(read_file(path))->created() == UtcTime::from_nanos(42));
  // Its first bytes tell what it is, and not its name.
  for (const char* name : {"other.feed", "other.us.feed", "other.rest"}) {
    std::filesystem::copy_file(path, folder / name);
    auto renamed = open_frames(folder / name);
    REQUIRE(renamed);
    CHECK(read_all(*renamed.value()) == frames);
  }
}

TEST_CASE("an existing file is not written over, and a missing folder is told") {
  const Folder folder;
  const auto path = folder.write("there.rec", "x");
  const auto again = RecordingWriter::create(path, UtcTime());
  REQUIRE_FALSE(again);
  CHECK(again.error().text().find("there.rec: File exists") != std::string::npos);
  CHECK(read_file(path) == "x");
  CHECK_FALSE(RecordingWriter::create(folder / "no/such.rec", UtcTime()));
}

TEST_CASE("blocks are written when full, when old, when asked, and when the writer goes") {
  const Folder folder;
  const auto path = folder / "a.rec";
  const auto frames_on_disk = [&] { return read_all(*reader_of(read_file(path))).size(); };
  {
    auto writer = RecordingWriter::create(path, UtcTime(), {.block_bytes = 1'000, .flush_after = kSecond}).value();
    const SourceId source = writer.source("okx", "books").value();
    const auto add = [&](std::int64_t at_ms, std::size_t bytes) {
      const OwnFrame frame(at_ms * 1'000'000, 0, 0, FrameDirection::in, "okx", "books", std::string(bytes, 'x'));
      REQUIRE(writer.add(frame.view(), source));
    };
    add(1, 10);
    add(2, 10);
    CHECK(frames_on_disk() == 0);
    add(1'001, 10);  // the first is a second old
    CHECK(frames_on_disk() == 3);
    add(1'002, 500);
    add(1'003, 480);  // does not fit beside the one before
    CHECK(frames_on_disk() == 4);
    add(1'004, 2'000);
    CHECK(frames_on_disk() == 6);
    add(1'005, 1);
    CHECK(frames_on_disk() == 6);
    REQUIRE(writer.flush());
    CHECK(frames_on_disk() == 7);
    add(1'006, 1);
  }
  CHECK(frames_on_disk() == 8);
  const std::string bytes = read_file(path);
  const auto reader = reader_of(bytes);
  read_all(*reader);
  CHECK(reader->report().cut ==
        "the file ends at byte " + std::to_string(bytes.size()) + " after a whole block, without having been closed");
}

TEST_CASE("a full disk is told once and for all") {
  const Folder folder;
  auto writer = RecordingWriter::create(folder / "full.rec", UtcTime()).value();
  const SourceId source = writer.source("okx", "books").value();
  std::string noise(200'000, '\0');
  std::mt19937_64 random(3);
  for (char& byte : noise) byte = static_cast<char>(random());
  const OwnFrame frame(1, 0, 0, FrameDirection::in, "okx", "books", noise);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit{500'000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  int written = 0;
  Result<void> last = ok();
  while (last && written < 100) {
    last = writer.add(frame.view(), source);
    ++written;
  }
  setrlimit(RLIMIT_FSIZE, &before);
  REQUIRE_FALSE(last);
  CHECK(last.error().text().find("full.rec: File too large") != std::string::npos);
  CHECK_FALSE(writer.add(frame.view(), source));
  CHECK_FALSE(writer.close());
  const auto reader = reader_of(read_file(folder / "full.rec"));
  CHECK(read_all(*reader).size() == 2);
  CHECK(reader->report().cut.has_value());
}

TEST_CASE("cut at every byte: every whole block before the cut is read and the cut is named") {
  const auto frames = sample(40);
  const Recorded recorded = record(frames, 10);
  for (std::size_t cut = 0; cut < recorded.bytes.size(); ++cut) {
    CAPTURE(cut);
    const std::string part = recorded.bytes.substr(0, cut);
    const auto reader = reader_of(part);
    const auto read = read_all(*reader);
    std::size_t blocks = 0;
    while (blocks < recorded.block_ends.size() && recorded.block_ends[blocks] <= cut) ++blocks;
    REQUIRE(read.size() == blocks * 10);
    REQUIRE(std::equal(read.begin(), read.end(), frames.begin()));
    REQUIRE(reader->report().cut.has_value());
    REQUIRE(reader->report().bad_blocks == 0);
    // The place: the end of the last whole block, or of the file where it is that.
    const std::size_t whole = blocks == 0 ? sizeof(recording::FileHeader) : recorded.block_ends[blocks - 1];
    const std::string byte = "byte " + std::to_string(cut < sizeof(recording::FileHeader) ? cut : whole);
    REQUIRE(reader->report().cut->find(byte) != std::string::npos);
  }
  const auto whole = reader_of(recorded.bytes);
  CHECK(read_all(*whole) == frames);
  CHECK(whole->report().clean());
}

TEST_CASE("any flipped bit costs at most its block, is named and counted, and never invents a frame") {
  const auto frames = sample(40);
  const Recorded recorded = record(frames, 10);
  for (std::size_t at = sizeof recording::kFileMagic; at < recorded.bytes.size(); ++at) {
    for (const int bit : {0, 6}) {
      CAPTURE(at);
      CAPTURE(bit);
      std::string damaged = recorded.bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const auto reader = reader_of(damaged);
      const auto read = read_all(*reader);
      std::size_t block = 0;
      while (block < recorded.block_ends.size() && recorded.block_ends[block] <= at) ++block;
      if (at < sizeof(recording::FileHeader)) {
        REQUIRE(read == frames);
        REQUIRE(reader->report().faults.size() == 1);
      } else if (block < recorded.block_ends.size()) {
        auto expected = frames;
        const auto start = expected.begin() + static_cast<std::ptrdiff_t>(block * 10);
        expected.erase(start, start + 10);
        REQUIRE(read == expected);
        REQUIRE(reader->report().bad_blocks == 1);
        REQUIRE(reader->report().faults.size() == 1);
        const std::string named = "block " + std::to_string(block) + " at byte ";
        REQUIRE(reader->report().faults.front().starts_with(named));
        REQUIRE_FALSE(reader->report().cut.has_value());
      } else {  // the block that says it is the end
        REQUIRE(read == frames);
        REQUIRE(reader->report().cut.has_value());
      }
    }
  }
}

TEST_CASE("bytes missing from or added to the middle cost the blocks they touch") {
  const auto frames = sample(50);
  const Recorded recorded = record(frames, 10);
  const std::size_t start = recorded.block_ends[0];
  const std::size_t end = recorded.block_ends[1];
  SUBCASE("a whole block") {
    const std::string without = recorded.bytes.substr(0, start) + recorded.bytes.substr(end);
    const auto reader = reader_of(without);
    CHECK(read_all(*reader).size() == 40);
    CHECK(reader->report().bad_blocks == 1);
    CHECK(reader->report().faults.front() == "block 1 at byte " + std::to_string(start) + ": 1 missing");
  }
  SUBCASE("from within one to within another") {
    const std::string without = recorded.bytes.substr(0, start + 100) + recorded.bytes.substr(end + 50);
    const auto reader = reader_of(without);
    CHECK(read_all(*reader).size() == 30);
    CHECK(reader->report().bad_blocks == 2);
    CHECK(reader->report().faults.size() == 1);
  }
  SUBCASE("some bytes too many") {
    const std::string with = recorded.bytes.substr(0, start) + std::string(100'000, 'R') + recorded.bytes.substr(start);
    const auto reader = reader_of(with);
    CHECK(read_all(*reader) == frames);
    CHECK(reader->report().bad_blocks == 1);
  }
  SUBCASE("something behind the end") {
    const auto reader = reader_of(recorded.bytes + "tail");
    CHECK(read_all(*reader) == frames);
    CHECK(reader->report().bad_blocks == 1);
    CHECK(reader->report().faults.front().find("lie behind the end") != std::string::npos);
  }
}

TEST_CASE("an empty file is a cut recording; other bytes are none") {
  const auto reader = reader_of("");
  CHECK(read_all(*reader).empty());
  CHECK(reader->report().cut == "the file ends within its header, at byte 0");
  CHECK(reader->report().bad_blocks == 0);
  CHECK_FALSE(RecordingReader::open(std::make_unique<MemoryBytes>("BASISRAC")));
  CHECK_FALSE(RecordingReader::open(std::make_unique<MemoryBytes>(std::string_view("\0\0\0", 3))));
}

TEST_CASE("another version is refused by its number; a damaged version is damage") {
  std::string bytes;
  BlockEncoder::append_file_header(bytes, UtcTime());
  const std::uint32_t two = 2;
  std::memcpy(bytes.data() + offsetof(recording::FileHeader, version), &two, sizeof two);
  CHECK(read_all(*reader_of(bytes)).empty());
  const std::uint64_t hash = XXH3_64bits(bytes.data(), offsetof(recording::FileHeader, hash));
  std::memcpy(bytes.data() + offsetof(recording::FileHeader, hash), &hash, sizeof hash);
  const auto refused = RecordingReader::open(std::make_unique<MemoryBytes>(bytes));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text() == "this recording is of version 2; version 1 can be read");
}

TEST_CASE("frames up to the limit are taken, longer ones refused without an end to the recording") {
  const Folder folder;
  auto writer = RecordingWriter::create(folder / "huge.rec", UtcTime()).value();
  const SourceId source = writer.source("okx", "books").value();
  const OwnFrame most(1, 0, 0, FrameDirection::in, "okx", "books", std::string(recording::kMostFrame, 'm'));
  const OwnFrame more(2, 0, 0, FrameDirection::in, "okx", "books", std::string(recording::kMostFrame + 1, 'm'));
  const OwnFrame small(3, 0, 0, FrameDirection::in, "okx", "books", "s");
  REQUIRE(writer.add(most.view(), source));
  const auto refused = writer.add(more.view(), source);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text().find("a frame of 33554433 bytes") != std::string::npos);
  REQUIRE(writer.add(small.view(), source));
  REQUIRE(writer.close());
  auto reader = open_frames(folder / "huge.rec");
  REQUIRE(reader);
  CHECK(read_all(*reader.value()) == std::vector{most, small});
}

TEST_CASE("names are bounded") {
  BlockEncoder encoder(1);
  CHECK(encoder.source("a", "b").value().value == 0);
  CHECK(encoder.source("a", "c").value().value == 1);
  CHECK(encoder.source("a", "b").value().value == 0);
  CHECK_FALSE(encoder.source(std::string(65'536, 'v'), ""));
  const std::string longest(65'535, 'v');
  int taken = 0;
  while (encoder.source("v" + std::to_string(taken), longest)) ++taken;
  CHECK(taken == 31);
  CHECK(encoder.source("a", "c").value().value == 1);
}

TEST_CASE("a reader's memory does not depend on the length of the file") {
  const Folder folder;
  const auto path = folder / "long.rec";
  auto writer = RecordingWriter::create(path, UtcTime(), {.level = 1}).value();
  const SourceId source = writer.source("okx", "books").value();
  std::mt19937_64 random(5);
  std::string noise(1'000, '\0');
  constexpr int kFrames = 40'000;  // 40 MB
  for (int i = 0; i < kFrames; ++i) {
    for (std::size_t at = 0; at < noise.size(); at += 8) {
      const std::uint64_t word = random();
      std::memcpy(noise.data() + at, &word, sizeof word);
    }
    const OwnFrame frame(1 + i, 0, 0, FrameDirection::in, "okx", "books", noise);
    REQUIRE(writer.add(frame.view(), source));
  }
  REQUIRE(writer.close());
  CHECK(std::filesystem::file_size(path) > 39'000'000);
  auto bytes = FileBytes::open(path);
  const auto reader = RecordingReader::open(std::move(bytes.value()));
  Frame frame;
  std::uint64_t count = 0;
  while (reader.value()->next(frame).value()) ++count;
  CHECK(count == kFrames);
  CHECK(reader.value()->memory() < 1'000'000);
}

/// A recording with one block of this content under honest hashes.
std::string with_block(std::string_view raw, std::uint64_t frames) {
  std::string bytes;
  BlockEncoder::append_file_header(bytes, UtcTime());
  recording::BlockHeader header{};
  header.kind = recording::BlockKind::frames;
  header.frames = frames;
  BlockEncoder::append_raw_block(bytes, header, raw);
  return bytes;
}

TEST_CASE("a block whose content does not add up is told, whatever its hashes say") {
  const auto bytes_of = [](const auto& value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  };
  const std::string names =
      bytes_of(recording::BlockPrefix{1, 0}) + bytes_of(recording::SourceHeader{3, 1, 2, 0}) + "vch";
  recording::FrameHeader good{};
  good.bytes = 2;
  good.source = 3;
  recording::FrameHeader nameless = good;
  nameless.source = 2;
  recording::FrameHeader longer = good;
  longer.bytes = 3;
  recording::FrameHeader sideways = good;
  sideways.direction = 2;
  struct Row {
    std::string raw;
    std::uint64_t frames;
    std::size_t read;
    std::size_t bad;
  };
  const Row rows[] = {
      {names + bytes_of(good) + "hi", 1, 1, 0},
      {names + bytes_of(good) + "hi", 2, 1, 1},
      {names + bytes_of(good) + "h", 1, 0, 1},
      {names + bytes_of(good) + "hi" + bytes_of(nameless) + "hi", 2, 1, 1},
      {names + bytes_of(longer) + "hi", 1, 0, 1},
      {names + bytes_of(sideways) + "hi", 1, 0, 1},
      {"", 1, 0, 1},
      {bytes_of(recording::BlockPrefix{2, 0}) + names.substr(8), 1, 0, 1},
      {bytes_of(recording::BlockPrefix{1, 0}) + "abc", 1, 0, 1},
      {bytes_of(recording::BlockPrefix{0xFFFF'FFFF, 0}) + "abc", 1, 0, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.raw.size());
    const std::string bytes = with_block(row.raw, row.frames);
    const auto reader = reader_of(bytes);
    CHECK(read_all(*reader).size() == row.read);
    CHECK(reader->report().bad_blocks == row.bad);
  }
}

}  // namespace
}  // namespace basis
