// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/diff/diff_canvas.h"

namespace pulse::ui {

namespace {

VisualRow::Kind kindOf(DiffRow::Kind kind)
{
    switch (kind) {
    case DiffRow::Kind::Equal:
        return VisualRow::Kind::Equal;
    case DiffRow::Kind::Removed:
        return VisualRow::Kind::Removed;
    case DiffRow::Kind::Added:
        return VisualRow::Kind::Added;
    case DiffRow::Kind::Changed:
        return VisualRow::Kind::Changed;
    }
    return VisualRow::Kind::Equal;
}

void appendSideBySide(std::vector<VisualRow> &rows, const std::vector<DiffRow> &all, qsizetype first, qsizetype count)
{
    for (qsizetype i = first; i < first + count; ++i) {
        const DiffRow &row = all[static_cast<size_t>(i)];
        rows.push_back({kindOf(row.kind), row.left, row.right, i, 0});
    }
}

// Of a run of differences, first everything that goes, then everything that comes.
void appendInline(std::vector<VisualRow> &rows, const std::vector<DiffRow> &all, qsizetype first, qsizetype count)
{
    std::vector<VisualRow> coming;
    const auto flush = [&] {
        rows.insert(rows.end(), coming.begin(), coming.end());
        coming.clear();
    };
    for (qsizetype i = first; i < first + count; ++i) {
        const DiffRow &row = all[static_cast<size_t>(i)];
        if (row.kind == DiffRow::Kind::Equal) {
            flush();
            rows.push_back({VisualRow::Kind::Equal, row.left, row.right, i, 0});
            continue;
        }
        if (row.left >= 0)
            rows.push_back({VisualRow::Kind::Removed, row.left, -1, i, 0});
        if (row.right >= 0)
            coming.push_back({VisualRow::Kind::Added, -1, row.right, i, 0});
    }
    flush();
}

} // namespace

std::vector<VisualRow> visualRows(const TextDiff &difference, bool sideBySide, bool fold)
{
    const auto &all = difference.rows();
    const auto append = sideBySide ? appendSideBySide : appendInline;
    std::vector<VisualRow> rows;
    if (!fold) {
        append(rows, all, 0, static_cast<qsizetype>(all.size()));
        return rows;
    }
    for (const DiffSection &section : foldUnchanged(all)) {
        if (section.kind == DiffSection::Kind::Shown)
            append(rows, all, section.firstRow, section.rowCount);
        else
            rows.push_back({VisualRow::Kind::Fold, -1, -1, section.firstRow, section.rowCount});
    }
    return rows;
}

} // namespace pulse::ui
