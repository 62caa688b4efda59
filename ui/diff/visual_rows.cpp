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

// Lines that only go are put beside lines that only come, so that a rewritten paragraph is not two half-empty rows.
void appendSideBySide(std::vector<VisualRow> &rows, const std::vector<DiffRow> &all, qsizetype first, qsizetype count)
{
    std::vector<qsizetype> going;
    std::vector<qsizetype> coming;
    const auto flush = [&] {
        for (size_t i = 0; i < std::max(going.size(), coming.size()); ++i) {
            VisualRow row;
            if (i < going.size()) {
                row.row = row.rightRow = going[i];
                row.left = all[static_cast<size_t>(going[i])].left;
            }
            if (i < coming.size()) {
                row.rightRow = coming[i];
                row.right = all[static_cast<size_t>(coming[i])].right;
                if (row.left < 0)
                    row.row = coming[i];
            }
            row.kind = row.left < 0    ? VisualRow::Kind::Added
                       : row.right < 0 ? VisualRow::Kind::Removed
                                       : VisualRow::Kind::Changed;
            rows.push_back(row);
        }
        going.clear();
        coming.clear();
    };
    for (qsizetype i = first; i < first + count; ++i) {
        const DiffRow &row = all[static_cast<size_t>(i)];
        if (row.kind == DiffRow::Kind::Removed) {
            going.push_back(i);
        } else if (row.kind == DiffRow::Kind::Added) {
            coming.push_back(i);
        } else {
            flush();
            rows.push_back({kindOf(row.kind), row.left, row.right, i, 0, i});
        }
    }
    flush();
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
            rows.push_back({VisualRow::Kind::Equal, row.left, row.right, i, 0, i});
            continue;
        }
        if (row.left >= 0)
            rows.push_back({VisualRow::Kind::Removed, row.left, -1, i, 0, i});
        if (row.right >= 0)
            coming.push_back({VisualRow::Kind::Added, -1, row.right, i, 0, i});
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
            rows.push_back({VisualRow::Kind::Fold, -1, -1, section.firstRow, section.rowCount, section.firstRow});
    }
    return rows;
}

} // namespace pulse::ui
