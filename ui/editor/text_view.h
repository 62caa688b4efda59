// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/editor/editor_options.h"

#include <QPlainTextEdit>
#include <span>
#include <vector>

namespace pulse::ui {

struct TextMatch
{
    int position = 0;
    int length = 0;
    friend bool operator==(const TextMatch &, const TextMatch &) = default;
};

/// The text itself: line numbers, current line, indentation, continuation of lists, zoom, marked matches. What is typed
/// or pasted is never rewritten, except that every kind of line break becomes a line.
class TextView : public QPlainTextEdit
{
    Q_OBJECT

public:
    /// A longer line cannot be typed in at full speed, so it cannot be made here.
    static constexpr int maxLineLength = 32 * 1024;

    explicit TextView(QWidget *parent = nullptr);

    /// The text with `\n` between lines, every other character as it is.
    [[nodiscard]] QString exactText() const;
    void applyOptions(const EditorOptions &options);
    void zoomBy(int steps); ///< 0: back to the configured size
    [[nodiscard]] int zoom() const { return m_zoom; }

    /// All matches, ascending; those in sight are marked. `current` is the one that is stronger, or -1.
    void setMatches(std::vector<TextMatch> matches, int current);
    [[nodiscard]] int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

    /// The line (counted from 0) at the top of the sight, with the part of it that is above.
    [[nodiscard]] double topLine() const;
    void setTopLine(double line);

signals:
    void refused(const QString &why); ///< something was not pasted, with the reason
    void zoomChanged(int zoom);
    void scrolled();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    [[nodiscard]] QMimeData *createMimeDataFromSelection() const override;
    bool focusNextPrevChild(bool) override { return false; } // Tab indents

private:
    void applyFont();
    void updateGutter();
    void updateMarks();
    bool zoomByKey(int key, Qt::KeyboardModifiers modifiers);
    void breakLine();
    void indent(bool deeper);
    void indentLines(QTextCursor cursor, bool deeper);
    [[nodiscard]] int visibleEnd() const;

    QWidget *m_gutter;
    EditorOptions m_options;
    std::vector<TextMatch> m_matches;
    int m_currentMatch = -1;
    int m_zoom = 0;
};

} // namespace pulse::ui
