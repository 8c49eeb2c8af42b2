#include "actors/control/event_desk.hpp"

#include <utility>

namespace basis {

EventDesk::EventDesk(std::unique_ptr<EventArchive> source) : source_(std::move(source)) {
  thread_ = std::thread([this] { run(); });
}

EventDesk::~EventDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool EventDesk::ask(std::uint64_t ticket, EventAsk asked) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) return false;
    waiting_.push_back({ticket, std::move(asked)});
  }
  changed_.notify_one();
  return true;
}

std::optional<EventAnswer> EventDesk::take() {
  const std::lock_guard lock(mutex_);
  if (answers_.empty()) return std::nullopt;
  EventAnswer answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

void EventDesk::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    EventAnswer answer{next.ticket,
                       next.asked.why_of.empty() ? source_->list(next.asked.list) : source_->why(next.asked.why_of)};
    lock.lock();
    answers_.push_back(std::move(answer));
  }
}

}  // namespace basis
