#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

namespace basis {

/// Hands the newest of something over from one thread to another. Neither ever waits for the other, as it would by an
/// atomic `std::shared_ptr`, which is a lock inside.
template <class T>
class Handover {
 public:
  Handover() = default;
  ~Handover() { static_cast<void>(take()); }
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  /// What was put before and not taken is lost.
  void put(T value) {
    const std::unique_ptr<T> before(newest_.exchange(std::make_unique<T>(std::move(value)).release()));
  }
  /// Absent: nothing was put since.
  [[nodiscard]] std::optional<T> take() {
    const std::unique_ptr<T> newest(newest_.exchange(nullptr));
    return newest == nullptr ? std::nullopt : std::optional<T>(std::move(*newest));
  }

 private:
  std::atomic<T*> newest_ = nullptr;  ///< owned
};

}  // namespace basis
