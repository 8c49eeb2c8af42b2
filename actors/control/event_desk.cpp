#include "actors/control/event_desk.hpp"

#include <exception>
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

/// What is wrong with a question does not end the node.
Result<std::string> EventDesk::answer(const EventAsk& asked) {
  try {
    return asked.why_of.empty() ? source_->list(asked.list) : source_->why(asked.why_of);
  } catch (const std::exception& broken) {
    return Error(ErrorKind::data, std::string("the journal cannot be told: ") + broken.what());
  }
}

void EventDesk::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    EventAnswer found{next.ticket, answer(next.asked)};
    lock.lock();
    answers_.push_back(std::move(found));
  }
}

}  // namespace basis
