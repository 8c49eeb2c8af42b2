#include "actors/journal/journal_shipper.hpp"

#include <chrono>
#include <exception>

namespace basis {
namespace {

MonoTime shipper_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return MonoTime::from_nanos(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

}  // namespace

JournalShipper::JournalShipper(std::unique_ptr<JournalStore> store, std::unique_ptr<JournalSource> source,
                               std::optional<StoredEnd> end)
    : store_(std::move(store)), source_(std::move(source)), shipping_(*store_, *source_, std::move(end)) {
  told_.status = shipping_.status();
  thread_ = std::thread([this] { run(); });
}

JournalShipper::~JournalShipper() { finish(Nanos{}); }

std::optional<JournalShipper::Told> JournalShipper::ask() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return std::nullopt;
  return Told{told_.status, std::exchange(told_.news, {})};
}

bool JournalShipper::finish(Nanos limit) {
  if (!thread_.joinable()) return caught_up_;
  {
    std::unique_lock lock(mutex_);
    ends_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::nanoseconds(limit.count), [this] { return over_; });
    stops_ = true;
    changed_.notify_all();
    if (!over_) {
      lock.unlock();
      // It may wait for a server that does not answer.
      store_->interrupt();
    }
  }
  thread_.join();
  return caught_up_;
}

void JournalShipper::tell() {
  auto news = shipping_.take_news();
  const std::lock_guard lock(mutex_);
  told_.status = shipping_.status();
  for (ShippingNews& one : news) told_.news.push_back(std::move(one));
}

/// Whatever is wrong with the store, the node goes on; its lag says so.
void JournalShipper::run() {
  std::string broken;
  try {
    work();
  } catch (const std::exception& wrong) {
    broken = wrong.what();
  }
  const std::lock_guard lock(mutex_);
  if (!broken.empty()) {
    told_.status.state = ShippingState::waiting;
    told_.status.reason = "shipping has ended: " + broken;
    told_.news.push_back({kJournalRefused, told_.status.reason});
  }
  caught_up_ = broken.empty() && shipping_.caught_up();
  over_ = true;
  changed_.notify_all();
}

void JournalShipper::work() {
  for (bool ending = false;;) {
    const MonoTime next = shipping_.turn(shipper_now());
    tell();
    std::unique_lock lock(mutex_);
    // What failed is not tried again at an end.
    const bool failed = told_.status.state == ShippingState::waiting;
    if (stops_ || (ending && (failed || shipping_.caught_up()))) return;
    if (ends_ && !ending) {
      // What was committed last has not been looked for yet.
      ending = true;
      shipping_.hurry();
      continue;
    }
    const Nanos wait = next - shipper_now();
    if (wait.count <= 0) continue;
    changed_.wait_for(lock, std::chrono::nanoseconds(wait.count), [&] { return stops_ || ends_ != ending; });
  }
}

}  // namespace basis
