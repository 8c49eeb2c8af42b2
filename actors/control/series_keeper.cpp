#include "actors/control/series_keeper.hpp"

#include <utility>

namespace basis {

void SeriesKeeper::push(SeriesRow row) {
  shown_.reset();
  if (!rows_.empty() && !last_stays_) rows_.pop_back();
  rows_.push_back(std::move(row));
  last_stays_ = ++since_ >= every_;
  if (!last_stays_) return;
  since_ = 0;
  if (rows_.size() < most_) return;
  std::vector<SeriesRow> kept;
  kept.reserve(most_);
  for (std::size_t i = 0; i < rows_.size(); i += 2) kept.push_back(std::move(rows_[i]));
  // With an even number the newest was not among every other one: it stays until the next comes.
  last_stays_ = rows_.size() % 2 == 1;
  if (!last_stays_) kept.push_back(std::move(rows_.back()));
  since_ = last_stays_ ? 0 : every_;
  every_ *= 2;
  rows_ = std::move(kept);
}

std::shared_ptr<const std::vector<SeriesRow>> SeriesKeeper::show() {
  if (shown_ == nullptr) shown_ = std::make_shared<const std::vector<SeriesRow>>(rows_);
  return shown_;
}

}  // namespace basis
