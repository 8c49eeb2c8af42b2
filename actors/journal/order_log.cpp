#include "actors/journal/order_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace basis {
namespace {

/// "BASORDR", and the version of the layout behind it.
constexpr std::array<char, 8> kMagic{'B', 'A', 'S', 'O', 'R', 'D', 'R', '1'};

Error log_error(const std::filesystem::path& path, std::string_view what) {
  return {ErrorKind::data, fmt::format("order log {}: {}", path.string(), what)};
}

/// Closes a descriptor; the mapping stays.
struct Descriptor {
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number;
};

}  // namespace

/// The number of the record is zero while its order is being written.
struct OrderLog::Slot {
  std::atomic<std::uint64_t> number;
  IntendedOrder order;
};

struct OrderLog::File {
  std::array<char, 8> magic;
  std::uint64_t written;  ///< records so far
  Slot slots[kKept];
};

static_assert(std::is_trivially_copyable_v<IntendedOrder> && sizeof(IntendedOrder) == 88);

Result<std::unique_ptr<OrderLog>> OrderLog::open(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (file.number < 0) return log_error(path, std::strerror(errno));
  struct stat facts = {};
  if (fstat(file.number, &facts) != 0) return log_error(path, std::strerror(errno));
  const bool fresh = facts.st_size == 0;
  if (!fresh && facts.st_size != static_cast<off_t>(sizeof(File))) return log_error(path, "it is no order log");
  if (fresh && ftruncate(file.number, sizeof(File)) != 0) return log_error(path, std::strerror(errno));
  void* const memory = mmap(nullptr, sizeof(File), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file.number, 0);
  if (memory == MAP_FAILED) return log_error(path, std::strerror(errno));
  std::unique_ptr<OrderLog> made(new OrderLog(static_cast<File*>(memory)));
  if (fresh) made->file_->magic = kMagic;
  if (made->file_->magic != kMagic) return log_error(path, "it is no order log of this version");
  return made;
}

OrderLog::~OrderLog() { munmap(file_, sizeof(File)); }

void OrderLog::write(const IntendedOrder& order) {
  const std::uint64_t number = file_->written + 1;
  Slot& slot = file_->slots[number % kKept];
  slot.number.store(0, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  slot.order = order;
  slot.number.store(number, std::memory_order_release);
  file_->written = number;
}

std::vector<IntendedOrder> OrderLog::read() const {
  std::vector<std::pair<std::uint64_t, const Slot*>> kept;
  for (const Slot& slot : file_->slots)
    if (const std::uint64_t number = slot.number.load(std::memory_order_acquire); number != 0)
      kept.emplace_back(number, &slot);
  std::sort(kept.begin(), kept.end());
  std::vector<IntendedOrder> orders;
  orders.reserve(kept.size());
  for (const auto& [number, slot] : kept) orders.push_back(slot->order);
  return orders;
}

}  // namespace basis
