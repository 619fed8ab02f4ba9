// The creator's desk: sending a video over any line, and marking products on its time line.

import "./studio/upload";
import "./studio/anchors";
import "./studio/story";
