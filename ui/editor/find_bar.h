// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/task.h"
#include "text_search.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace pulse::ui {

/// Find and replace below the text. Searching runs on a worker, so that no pattern holds up the window; the latest
/// search wins.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    FindBar(TextView *view, std::shared_ptr<TaskRunner> runner, QWidget *parent = nullptr);

    /// Shows itself, with the selection as what to find when it lies in one line.
    void open(bool withReplace);
    void close();
    /// To the next match after the cursor, around the end if need be; waits for a search that is under way.
    void findNext() { step(1); }
    void findPrevious() { step(-1); }
    /// The text was replaced as a whole: what was found in the old one means nothing.
    void restart();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void build();
    void search();
    void searched(const Result<SearchResult> &result);
    void step(int direction);
    void show(qsizetype index);
    void replaceOne();
    void replaceAll();
    void apply(const std::vector<Replacement> &replacements);
    void updateStatus();
    void explain(const QString &text, bool isProblem);
    [[nodiscard]] SearchQuery query() const;
    [[nodiscard]] qsizetype currentIndex() const;

    TextView *m_view;
    std::shared_ptr<TaskRunner> m_runner;
    QLineEdit *m_pattern = nullptr;
    QLineEdit *m_replacement = nullptr;
    QWidget *m_replaceRow = nullptr;
    QToolButton *m_case = nullptr;
    QToolButton *m_words = nullptr;
    QToolButton *m_regex = nullptr;
    QLabel *m_status = nullptr;
    QLabel *m_problem = nullptr;
    QTimer m_delay;
    Task<SearchResult> m_search;
    Task<std::vector<Replacement>> m_replace;
    SearchResult m_found;
    int m_pendingStep = 0;    // asked for while a search was under way
    int m_origin = 0;         // where searching as you type begins
    bool m_isCurrent = false; // m_found belongs to the text and the query
};

} // namespace pulse::ui
