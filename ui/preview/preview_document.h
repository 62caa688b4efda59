// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_style.h"

#include <QTextCursor>
#include <QTextDocument>

namespace pulse::ui {

/// Puts rows into a text document, and afterwards only what changed. Works step by step, so that the window stays
/// quick with any text. GUI thread only.
class PreviewDocument
{
public:
    PreviewDocument(QTextDocument *document, PreviewStyle style);

    /// What the document is to show; step() brings it there.
    void setTarget(Rows rows);
    /// Everything anew, in another style.
    void setStyle(PreviewStyle style);
    [[nodiscard]] const PreviewStyle &style() const { return m_style; }

    /// Does a few milliseconds' work; false when nothing is left to do.
    bool step();
    [[nodiscard]] bool isDone() const { return m_removeEnd == m_removeStart && m_insertStart == m_insertEnd; }

    /// The row at a source line or document position, by index into rows(); -1 when there is none.
    [[nodiscard]] qsizetype rowAtLine(double line) const;
    [[nodiscard]] qsizetype rowAtPosition(int position) const;
    [[nodiscard]] int positionOf(qsizetype row) const;
    [[nodiscard]] int lineOf(qsizetype row) const { return m_shown[static_cast<std::size_t>(row)].row.line; }
    [[nodiscard]] qsizetype rowCount() const { return std::ssize(m_shown); }

private:
    struct Shown
    {
        Row row;
        int length = 0; // characters in the document
    };
    void compare();
    void removeSome();
    void insertSome();
    [[nodiscard]] int insertRow(QTextCursor &cursor, const Row &row);
    void insertTable(QTextCursor &cursor, const Row &row);
    void insertRuns(QTextCursor &cursor, const Runs &runs, const QTextCharFormat &format);
    void takeLines();
    [[nodiscard]] const std::vector<int> &starts() const;

    QTextDocument *m_document;
    PreviewStyle m_style;
    std::vector<Shown> m_shown;
    Rows m_target;
    // Rows of m_shown still to go, and rows of m_target still to come in their place.
    std::size_t m_removeStart = 0, m_removeEnd = 0, m_insertStart = 0, m_insertEnd = 0;
    std::size_t m_rowsAtOnce = 30;
    mutable std::vector<int> m_starts; // position of each row; empty when not known
};

} // namespace pulse::ui
