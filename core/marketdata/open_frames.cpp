#include "core/marketdata/open_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/marketdata/recording_reader.hpp"
#include "core/marketdata/text_frames.hpp"

namespace basis {
namespace {

struct TextSuffix {
  std::string_view suffix;
  TextFormat format;
};
/// A suffix comes before a shorter one that it ends with.
constexpr std::array<TextSuffix, 3> kTextSuffixes = {
    {{".us.feed", TextFormat::feed_us}, {".feed", TextFormat::feed_ns}, {".rest", TextFormat::rest_ns}}};

std::optional<TextFormat> text_format(std::string_view name) {
  constexpr std::string_view kGzip = ".gz";
  if (name.ends_with(kGzip)) name.remove_suffix(kGzip.size());
  for (const TextSuffix& known : kTextSuffixes) {
    if (name.ends_with(known.suffix)) return known.format;
  }
  return std::nullopt;
}

/// Counts the bytes that were read.
class CountedBytes final : public ByteSource {
 public:
  CountedBytes(std::unique_ptr<ByteSource> bytes, std::uint64_t& consumed)
      : bytes_(std::move(bytes)), consumed_(consumed) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    BASIS_TRY(const std::size_t got, bytes_->read(out, size));
    consumed_ += got;
    return got;
  }
  [[nodiscard]] std::optional<std::string> damage() const override { return bytes_->damage(); }

 private:
  std::unique_ptr<ByteSource> bytes_;
  std::uint64_t& consumed_;
};

}  // namespace

Result<std::unique_ptr<FrameSource>> open_frames(const std::filesystem::path& path, std::uint64_t* consumed) {
  const std::string name = path.filename().string();
  std::array<char, sizeof recording::kFileMagic> start{};
  BASIS_TRY(auto probe, FileBytes::open(path));
  BASIS_TRY(const std::size_t got, probe->read(start.data(), start.size()));
  BASIS_TRY(auto bytes, FileBytes::open(path));
  if (consumed != nullptr) bytes = std::make_unique<CountedBytes>(std::move(bytes), *consumed);
  const bool ours = got == start.size() && std::ranges::equal(start, recording::kFileMagic);
  if (const auto format = ours ? std::nullopt : text_format(name)) {
    // A file named .gz that is not gzip is reported as damaged when it is read.
    const bool gzip = name.ends_with(".gz") || (got >= 2 && start[0] == '\x1f' && start[1] == '\x8b');
    if (gzip) bytes = std::make_unique<GzipBytes>(std::move(bytes));
    return std::unique_ptr<FrameSource>(std::make_unique<TextFrames>(std::move(bytes), *format));
  }
  auto reader = RecordingReader::open(std::move(bytes));
  if (!reader) {
    return Error(ErrorKind::data, fmt::format("{}: {} (known besides: *.feed, *.us.feed, *.rest, each also .gz)",
                                              path.string(), reader.error().text()));
  }
  return std::unique_ptr<FrameSource>(std::move(reader.value()));
}

}  // namespace basis
