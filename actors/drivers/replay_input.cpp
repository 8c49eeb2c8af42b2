#include "actors/drivers/replay_input.hpp"

#include <fmt/format.h>

#include "core/marketdata/open_frames.hpp"
#include "venues/feed_scan.hpp"

namespace basis {

Result<std::unique_ptr<ReplayInput>> ReplayInput::open(const std::vector<std::filesystem::path>& paths,
                                                       std::optional<FeedVenue> venue) {
  std::unique_ptr<ReplayInput> input(new ReplayInput);
  for (const std::filesystem::path& path : paths) {
    if (const auto added = input->add(path, venue); !added)
      for (const std::string& line : added.error().lines) input->warnings_.push_back(line);
  }
  if (input->files_.empty()) return Error(ErrorKind::data, input->warnings_);
  input->symbols_ = merged_symbols(std::move(input->symbols_));
  return input;
}

Result<void> ReplayInput::add(const std::filesystem::path& path, std::optional<FeedVenue> venue) {
  FeedScan scan;
  {
    BASIS_TRY(auto first_look, open_frames(path));
    Frame frame;
    for (std::size_t i = 0; i < kScanned; ++i) {
      BASIS_TRY(const bool more, first_look->next(frame));
      if (!more) break;
      scan.look(frame);
    }
    if (first_look->report().frames == 0) {
      const ReadReport& report = first_look->report();
      const std::string why = !report.faults.empty() ? report.faults.front() : report.cut.value_or("it is empty");
      return Error(ErrorKind::data, fmt::format("{}: no frame can be read: {}", path.string(), why));
    }
  }
  auto file = std::make_unique<ReplayFile>();
  file->path = path;
  file->venue = venue ? venue : scan.venue();
  std::error_code code;
  file->size = std::filesystem::file_size(path, code);
  if (!file->venue) {
    std::string names;
    for (const FeedVenueInfo& info : feed_venues()) names += (names.empty() ? "" : " | ") + std::string(info.name);
    return Error(ErrorKind::data,
                 fmt::format("{}: none of its first frames is of a venue known here ({})", path.string(), names));
  }
  BASIS_TRY(auto source, open_frames(path, &file->consumed));
  for (SeenSymbol& symbol : scan.symbols(file->venue)) symbols_.push_back(std::move(symbol));
  files_.push_back(std::move(file));
  sources_.push_back(std::move(source));
  heads_.emplace_back();
  return ok();
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
  out.file = first;
  out.venue = head.frame.venue.empty() ? files_[first]->venue : find_feed_venue(head.frame.venue);
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
