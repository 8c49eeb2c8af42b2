#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "actors/journal/journal_shipping.hpp"

namespace basis {

/// A shipping on a thread of its own. Its owner asks it and never waits for it, but at its end.
class JournalShipper {
 public:
  struct Told {
    ShippingStatus status;
    std::vector<ShippingNews> news;  ///< since it was asked before
  };

  /// `end`: what an open store has.
  JournalShipper(std::unique_ptr<JournalStore> store, std::unique_ptr<JournalSource> source,
                 std::optional<StoredEnd> end);
  /// Ends it at once.
  ~JournalShipper();
  JournalShipper(const JournalShipper&) = delete;
  JournalShipper& operator=(const JournalShipper&) = delete;

  /// How it is; absent: it is just about to tell, so ask later.
  [[nodiscard]] std::optional<Told> ask();
  /// Ships what is left, at most for so long, and ends. Whether nothing was left.
  bool finish(Nanos limit);

 private:
  void run();
  void work();
  void tell();

  std::unique_ptr<JournalStore> store_;
  std::unique_ptr<JournalSource> source_;
  JournalShipping shipping_;  ///< of the thread
  std::mutex mutex_;          ///< never held while anything is read or written
  std::condition_variable changed_;
  Told told_;
  bool ends_ = false;       ///< when nothing is left
  bool stops_ = false;      ///< at once
  bool over_ = false;       ///< the thread does nothing more
  bool caught_up_ = false;  ///< at its end
  std::thread thread_;
};

}  // namespace basis
