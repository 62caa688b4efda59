// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/task.h"
#include "pulse/text/text_encoding.h"
#include "pulse/ui/common/highlighting.h"
#include "pulse/ui/editor/editor_options.h"

#include <QWidget>
#include <memory>

class QTextDocument;

namespace pulse::ui {

/// Where a text can be edited: Markdown colours, line numbers, lists that continue, find and replace.
///
/// The text comes out exactly as it went in and was typed: nothing is completed, corrected or trimmed. GUI thread only;
/// large or hostile texts never hold up the window (long work runs on `runner`, in the latest version only).
class PromptEditor : public QWidget
{
    Q_OBJECT

public:
    PromptEditor(std::shared_ptr<const Highlighting> highlighting, std::shared_ptr<TaskRunner> runner,
                 QWidget *parent = nullptr);
    ~PromptEditor() override;

    /// Shows another text: nothing can be undone across it. A line too long to edit makes the text read-only by itself;
    /// limitation() tells why.
    void setText(const QString &text, bool readOnly = false);
    /// Becomes this text as an edit that can be undone, changing only what differs; cursor and scroll position stay.
    void changeText(const QString &text);
    void setReadOnly(bool readOnly);
    [[nodiscard]] bool isReadOnly() const;
    /// Why the text cannot be edited, or is shown without colours, as a sentence; empty when all is as usual.
    [[nodiscard]] QString limitation() const;
    /// A line is too long to be edited at full speed; the text is for reading.
    [[nodiscard]] bool hasOverlongLine() const;

    [[nodiscard]] QString text() const; ///< with `\n` between lines
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool canRedo() const;
    [[nodiscard]] int line() const;   ///< from 1
    [[nodiscard]] int column() const; ///< from 1, as a person counts characters
    [[nodiscard]] qint64 cursorPosition() const;
    void setCursorPosition(qint64 position);
    void goToLine(int line); ///< from 1

    /// The line (counted from 0) at the top, with the hidden part of it as the fraction.
    [[nodiscard]] double topLine() const;
    void setTopLine(double line);

    void applyOptions(const EditorOptions &options);
    void zoomBy(int steps); ///< 0 goes back to the configured size
    [[nodiscard]] int zoom() const;

public slots:
    void find();
    void replace();
    void findNext();
    void findPrevious();
    void undo();
    void redo();
    void cut();
    void copy();
    void paste();
    void selectAll();

signals:
    void textChanged(); ///< by a person, or by changeText()
    void cursorMoved(int line, int column);
    void wordsCounted(int words); ///< some time after a change
    void undoStateChanged();
    void limitationChanged();
    void refused(const QString &why); ///< something was not pasted
    void scrolled(double topLine);
    void zoomChanged(int zoom);
    void focusLost();

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
