#pragma once

#include <filesystem>
#include <memory>

#include "actors/control/event_archive.hpp"
#include "tools/journal/journal_why.hpp"

namespace basis {

/// Reads the events of a journal that a node writes meanwhile. It is opened with the first question, by the thread that
/// asks. A search looks at `kMostSearched` entries at most, and says so where it has not seen all. What `world` points
/// to outlives it.
class JournalEvents final : public EventArchive {
 public:
  static constexpr std::size_t kMostSearched = 200'000;

  JournalEvents(std::filesystem::path file, StoryWorld world, std::size_t most_searched = kMostSearched)
      : file_(std::move(file)), world_(world), most_searched_(most_searched) {}

  Result<std::string> list(const EventQuery& query) override;
  Result<std::string> why(const std::string& id) override;

 private:
  Result<void> open();

  std::filesystem::path file_;
  StoryWorld world_;
  std::size_t most_searched_;
  std::unique_ptr<JournalReader> journal_;
  JournalNames names_;
};

}  // namespace basis
