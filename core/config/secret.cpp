#include "core/config/secret.hpp"

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <algorithm>
#include <utility>

namespace basis {

Secret::Secret(std::string_view text) : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
  std::copy(text.begin(), text.end(), bytes_.get());
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::wipe() {
  // The compiler may remove other writes to memory that is freed next, but not explicit_bzero.
  if (bytes_) explicit_bzero(bytes_.get(), size_);
}

}  // namespace basis
