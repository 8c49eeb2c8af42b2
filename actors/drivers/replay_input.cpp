#include "actors/drivers/replay_input.hpp"

#include <fmt/format.h>

#include "core/marketdata/open_frames.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {

Result<std::unique_ptr<ReplayInput>> ReplayInput::open(const std::vector<std::filesystem::path>& paths,
                                                       std::optional<FeedVenue> venue) {
  std::unique_ptr<ReplayInput> input(new ReplayInput);
  for (const std::filesystem::path& path : paths) {
    if (const auto added = input->add(path, venue); !added)
      for (const std::string& line : added.error().lines) input->warnings_.push_back(line);
  }
  if (input->files_.empty()) return Error(ErrorKind::data, input->warnings_);
  BASIS_TRY(input->check_bybit());
  input->symbols_ = merged_symbols(std::move(input->symbols_));
  return input;
}

Result<FeedScan> ReplayInput::scan(const std::filesystem::path& path) {
  FeedScan scan;
  BASIS_TRY(auto frames, open_frames(path));
  Frame frame;
  for (std::size_t i = 0;; ++i) {
    BASIS_TRY(const bool more, frames->next(frame));
    if (!more) break;
    first_ = std::min(first_, frame.received);
    last_ = std::max(last_, frame.received);
    i < kScanned ? scan.look(frame) : scan.look_for_symbol(frame);
  }
  const ReadReport& report = frames->report();
  if (report.frames != 0) return scan;
  const std::string why = !report.faults.empty() ? report.faults.front() : report.cut.value_or("it is empty");
  return Error(ErrorKind::data, fmt::format("{}: no frame can be read: {}", path.string(), why));
}

Result<void> ReplayInput::add(const std::filesystem::path& path, std::optional<FeedVenue> venue) {
  BASIS_TRY(FeedScan scan, this->scan(path));
  auto file = std::make_unique<ReplayFile>();
  file->path = path;
  file->venue = venue ? venue : scan.venue();
  file->product_told = venue || scan.product_told();
  file->mixed = !venue && scan.mixes_binance();
  std::error_code code;
  file->size = std::filesystem::file_size(path, code);
  if (!file->venue) {
    return Error(ErrorKind::data,
                 fmt::format("{}: none of its first frames is of a venue known here; name it with --venue ({})",
                             path.string(), feed_venue_names()));
  }
  BASIS_TRY(auto source, open_frames(path, &file->consumed));
  for (SeenSymbol& symbol : scan.symbols(file->venue)) symbols_.push_back(std::move(symbol));
  files_.push_back(std::move(file));
  sources_.push_back(std::move(source));
  heads_.emplace_back();
  scans_.push_back(std::move(scan));
  return ok();
}

/// Bybit's spot and derivatives have markets of the same symbols, and their books look the same.
Result<void> ReplayInput::check_bybit() const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const ReplayFile& file = *files_[i];
    if (!file.product_told && scans_[i].mixes_bybit())
      return Error(ErrorKind::data, fmt::format("{}: has frames of Bybit's spot and of its derivatives, whose books "
                                                "cannot be told apart; record each product by itself",
                                                file.path.string()));
    for (std::size_t other = 0; other < i; ++other) {
      if (file.product_told && files_[other]->product_told) continue;
      for (const auto& [topic, range] : scans_[i].bybit_books()) {
        const auto same = scans_[other].bybit_books().find(topic);
        if (same == scans_[other].bybit_books().end() || may_be_one_stream(range, same->second)) continue;
        return Error(ErrorKind::data,
                     fmt::format("{} and {}: it cannot be told whether {} is one market of Bybit or spot and a "
                                 "derivative; name the product with --venue bybit or --venue bybit_spot",
                                 files_[other]->path.string(), file.path.string(), topic));
      }
    }
  }
  return ok();
}

Result<void> ReplayInput::check_products() const {
  for (const auto& file : files_)
    if (!file->product_told && feed_venue_info(*file->venue).configuration == "bybit")
      return Error(ErrorKind::data, fmt::format("{}: its frames do not tell whether they are of Bybit's spot or of its "
                                                "derivatives; name it with --venue bybit or --venue bybit_spot",
                                                file->path.string()));
  return ok();
}

Result<void> ReplayInput::check_read() const {
  for (const auto& file : files_)
    if (file->failed != 0 && file->failed >= file->taken - file->taken / 100)
      return Error(
          ErrorKind::data,
          fmt::format("{}: {} of {} frames cannot be read as {}; --venue names another venue ({})", file->path.string(),
                      file->failed, file->taken, feed_venue_info(*file->venue).name, feed_venue_names()));
  return ok();
}

/// Recordings number their connections each by itself, and for each venue. Numbers start above those of the files,
/// which stand for the connections of files that have none.
std::uint32_t ReplayInput::connection_of(const Frame& frame, std::size_t file) {
  if (frame.connection == 0) return 0;
  const auto next = static_cast<std::uint32_t>(files_.size() + connections_.size());
  return connections_.try_emplace({file, std::string(frame.venue), frame.connection}, next).first->second;
}

Result<bool> ReplayInput::next(ReplayFrame& out) {
  std::size_t first = heads_.size();
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    Head& head = heads_[i];
    if (head.taken) {
      BASIS_TRY(head.there, sources_[i]->next(head.frame));
      head.taken = false;
    }
    if (head.there && (first == heads_.size() || head.frame.received < heads_[first].frame.received)) first = i;
  }
  if (first == heads_.size()) return false;
  Head& head = heads_[first];
  head.taken = true;
  ++files_[first]->frames;
  out.frame = head.frame;
  out.frame.connection = connection_of(head.frame, first);
  out.file = first;
  out.venue = head.frame.venue.empty() ? files_[first]->venue : find_feed_venue(head.frame.venue);
  if (files_[first]->mixed && head.frame.venue.empty())
    if (const auto own = recognise_venue(head.frame)) out.venue = own;
  return true;
}

std::uint64_t ReplayInput::size() const {
  std::uint64_t all = 0;
  for (const auto& file : files_) all += file->size;
  return all;
}

std::uint64_t ReplayInput::consumed() const {
  std::uint64_t all = 0;
  for (const auto& file : files_) all += file->consumed;
  return all;
}

std::string ReplayInput::place(const ReplayFrame& frame) const {
  return fmt::format("{}, frame {}", files_[frame.file]->path.string(), files_[frame.file]->frames);
}

}  // namespace basis
