// GLSL of the impostors, in view space: the camera sits at the origin and looks along -z.

const head = /* glsl */ `
precision highp float;
precision highp int;
uniform mat4 projectionMatrix;
uniform bool orthographic;
uniform float radiusScale;
`;

const shade = /* glsl */ `
uniform vec3 background;
uniform float dim;
uniform float fogNear;
uniform float fogFar;
out vec4 pixel;

float depthOf(vec3 p) {
  vec4 clip = projectionMatrix * vec4(p, 1.0);
  return 0.5 * clip.z / clip.w + 0.5;
}

// Two lights that travel with the camera, a soft highlight, darker silhouettes, and a fade with depth.
vec3 lit(vec3 colour, vec3 normal, vec3 ray, vec3 p) {
  float facing = max(dot(normal, -ray), 0.0);
  float diffuse = max(dot(normal, normalize(vec3(-0.35, 0.5, 0.8))), 0.0);
  float shine = pow(max(dot(reflect(ray, normal), normalize(vec3(-0.35, 0.5, 0.8))), 0.0), 40.0);
  vec3 result = colour * (0.36 + 0.16 * facing + 0.52 * diffuse) + 0.22 * shine;
  result *= mix(0.5, 1.0, smoothstep(0.0, 0.38, facing));
  float fog = 0.55 * smoothstep(fogNear, fogFar, -p.z);
  return mix(result, background, max(fog, dim));
}
`;

export const sphereVertex = /* glsl */ `${head}
uniform mat4 modelViewMatrix;
in vec3 position;
in vec3 centre;
in float radius;
in vec3 colour;
out vec3 viewCentre;
out vec3 viewPoint;
flat out float viewRadius;
flat out vec3 atomColour;
flat out int atom;

void main() {
  vec4 c = modelViewMatrix * vec4(centre, 1.0);
  viewCentre = c.xyz;
  viewRadius = radius * radiusScale;
  atomColour = colour;
  atom = gl_InstanceID;
  // The quad faces the camera and is as large as the cone that touches the sphere (1.35: room for the halo).
  float halfSize = viewRadius * 1.35;
  vec3 right = vec3(1.0, 0.0, 0.0), up = vec3(0.0, 1.0, 0.0);
  if (!orthographic) {
    float distanceSquared = dot(c.xyz, c.xyz);
    halfSize *= sqrt(distanceSquared / max(distanceSquared - viewRadius * viewRadius, 0.05 * distanceSquared));
    vec3 forward = normalize(c.xyz);
    right = normalize(cross(forward, abs(forward.y) < 0.99 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
    up = cross(right, forward);
  }
  viewPoint = c.xyz + halfSize * (position.x * right + position.y * up);
  gl_Position = projectionMatrix * vec4(viewPoint, 1.0);
}
`;

export const sphereFragment = /* glsl */ `${head}${shade}
uniform int selected;
in vec3 viewCentre;
in vec3 viewPoint;
flat in float viewRadius;
flat in vec3 atomColour;
flat in int atom;

void main() {
  vec3 origin = orthographic ? vec3(viewPoint.xy, 0.0) : vec3(0.0);
  vec3 ray = orthographic ? vec3(0.0, 0.0, -1.0) : normalize(viewPoint);
  vec3 offset = viewCentre - origin;
  float along = dot(offset, ray);
  float missSquared = dot(offset, offset) - along * along;
  float radiusSquared = viewRadius * viewRadius;
  if (missSquared > radiusSquared) {
    // The selected atom has a halo around it.
    if (atom == selected && missSquared < radiusSquared * 1.69 && missSquared > radiusSquared * 1.21) {
      pixel = vec4(1.0, 0.62, 0.1, 1.0);
      gl_FragDepth = depthOf(origin + along * ray);
      return;
    }
    discard;
  }
  float hit = along - sqrt(radiusSquared - missSquared);
  if (hit < 0.0) discard;
  vec3 p = origin + hit * ray;
  pixel = vec4(lit(atomColour, (p - viewCentre) / viewRadius, ray, p), 1.0);
  gl_FragDepth = depthOf(p);
}
`;

const stickRadius = "0.13";

export const cylinderVertex = /* glsl */ `${head}
uniform mat4 modelViewMatrix;
in vec3 position;
in vec3 start;
in vec3 end;
in vec3 firstColour;
in vec3 secondColour;
out vec3 viewPoint;
flat out vec3 viewStart;
flat out vec3 viewEnd;
flat out vec3 colourA;
flat out vec3 colourB;

void main() {
  viewStart = (modelViewMatrix * vec4(start, 1.0)).xyz;
  viewEnd = (modelViewMatrix * vec4(end, 1.0)).xyz;
  colourA = firstColour;
  colourB = secondColour;
  vec3 axis = viewEnd - viewStart;
  vec3 unit = normalize(axis);
  vec3 u = normalize(cross(unit, abs(unit.x) < 0.8 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 1.0, 0.0)));
  vec3 v = cross(unit, u);
  viewPoint = viewStart + axis * position.z + ${stickRadius} * (u * position.x + v * position.y);
  gl_Position = projectionMatrix * vec4(viewPoint, 1.0);
}
`;

export const cylinderFragment = /* glsl */ `${head}${shade}
in vec3 viewPoint;
flat in vec3 viewStart;
flat in vec3 viewEnd;
flat in vec3 colourA;
flat in vec3 colourB;

void main() {
  const float r = ${stickRadius};
  vec3 origin = orthographic ? vec3(viewPoint.xy, 0.0) : vec3(0.0);
  vec3 ray = orthographic ? vec3(0.0, 0.0, -1.0) : normalize(viewPoint);
  float len = length(viewEnd - viewStart);
  vec3 axis = (viewEnd - viewStart) / len;
  vec3 offset = origin - viewStart;
  vec3 d = ray - dot(ray, axis) * axis;
  vec3 o = offset - dot(offset, axis) * axis;
  float a = dot(d, d), b = dot(d, o), c = dot(o, o) - r * r;
  float root = b * b - a * c;
  if (root < 0.0) discard;
  float hit = (-b - sqrt(root)) / a;
  float height = dot(offset + hit * ray, axis);
  vec3 normal;
  if (hit > 0.0 && height >= 0.0 && height <= len) {
    normal = normalize(offset + hit * ray - height * axis);
  } else {
    // Through an open end: the flat cap that faces the camera.
    float slope = dot(ray, axis);
    float plane = slope < 0.0 ? len : 0.0;
    hit = (plane - dot(offset, axis)) / slope;
    vec3 p = offset + hit * ray - plane * axis;
    if (hit < 0.0 || dot(p, p) > r * r) discard;
    normal = slope < 0.0 ? axis : -axis;
    height = plane;
  }
  vec3 p = origin + hit * ray;
  pixel = vec4(lit(height < 0.5 * len ? colourA : colourB, normal, ray, p), 1.0);
  gl_FragDepth = depthOf(p);
}
`;
