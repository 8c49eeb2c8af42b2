// Any bytes as a recording: read to the end without a fault of memory, without
// throwing, and with no more than the bounded memory of a block.
//
// The first byte chooses how the others are read: as a file, as the content of a
// block whose hashes are honest (which chance would never get past), or as one
// of the text formats, plain or gzip.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "core/marketdata/block_encoder.hpp"
#include "core/marketdata/recording_reader.hpp"
#include "core/marketdata/text_frames.hpp"

namespace {

using namespace basis;

void read_to_the_end(FrameSource& source) {
  Frame frame;
  std::uint64_t frames = 0;
  volatile char seen = 0;
  for (auto any = source.next(frame); any && any.value(); any = source.next(frame)) {
    ++frames;
    if (!frame.bytes.empty()) seen = static_cast<char>(seen ^ frame.bytes.front() ^ frame.bytes.back());
    for (std::size_t i = 0; i < kFrameSlack; ++i) {
      seen = static_cast<char>(seen ^ *(frame.bytes.data() + frame.bytes.size() + i));
    }
    for (const char byte : frame.venue) seen = static_cast<char>(seen ^ byte);
    for (const char byte : frame.channel) seen = static_cast<char>(seen ^ byte);
  }
  if (frames != source.report().frames) std::abort();
  if (source.report().faults.size() > ReadReport::kKept) std::abort();
}

void read_recording(std::string_view bytes) {
  auto reader = RecordingReader::open(std::make_unique<MemoryBytes>(bytes));
  if (reader) read_to_the_end(*reader.value());
}

void read_block(std::string_view content) {
  if (content.empty()) return;
  recording::BlockHeader header{};
  header.kind = recording::BlockKind::frames;
  header.frames = static_cast<std::uint8_t>(content.front());
  std::string bytes;
  BlockEncoder::append_file_header(bytes, UtcTime());
  BlockEncoder::append_raw_block(bytes, header, content.substr(1));
  read_recording(bytes);
}

void read_text(std::string_view bytes, TextFormat format, bool gzip) {
  std::unique_ptr<ByteSource> source = std::make_unique<MemoryBytes>(bytes);
  if (gzip) source = std::make_unique<GzipBytes>(std::move(source));
  TextFrames frames(std::move(source), format);
  read_to_the_end(frames);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0: read_recording(rest); break;
    case 1: {
      std::string bytes;
      BlockEncoder::append_file_header(bytes, UtcTime());
      read_recording(bytes.append(rest));
      break;
    }
    case 2: read_block(rest); break;
    case 3: read_text(rest, TextFormat::feed_us, false); break;
    case 4: read_text(rest, TextFormat::rest_ns, false); break;
    case 5: read_text(rest, TextFormat::feed_ns, true); break;
    default: break;
  }
  return 0;
}
