#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "actors/control/event_archive.hpp"

namespace basis {

/// Looks events up on a thread of its own, so that neither the node nor who steers it waits for a long search.
class EventDesk {
 public:
  /// So many may wait for their turn.
  static constexpr std::size_t kMostWaiting = 32;

  explicit EventDesk(std::unique_ptr<EventArchive> source);
  /// Waits for the search under way; what waits is not answered.
  ~EventDesk();
  EventDesk(const EventDesk&) = delete;
  EventDesk& operator=(const EventDesk&) = delete;

  /// False: too many wait.
  bool ask(std::uint64_t ticket, EventAsk asked);
  /// Absent: nothing was answered since.
  [[nodiscard]] std::optional<EventAnswer> take();

 private:
  struct Waiting {
    std::uint64_t ticket = 0;
    EventAsk asked;
  };
  Result<std::string> answer(const EventAsk& asked);
  void run();

  std::unique_ptr<EventArchive> source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;  ///< guarded by the mutex, as the next two
  std::deque<EventAnswer> answers_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace basis
